# The study's grid, written once: make includes this file, and the programs read it.
# Every line is a comment or NAME := words; a backslash at the end goes on in the next line.

# The rows of every table of results.
BACKBONES := resnet50 wavemix_192_16 convnext_tiny swin_t swin_v2_t efficientnet_v2_s densenet161 \
             mobilenet_v3_large regnet_y_3_2gf resnext50_32x4d shufflenet_v2_x2_0

# The columns of the paper's tables of results, in its order: data set / percent of the training images.
# A column that stands in several tables is trained once.
TABLE4 := stanford_dogs/100 flowers102/100 cub200/100 stanford_cars/100 tiny_imagenet/100 cifar10/100 cifar100/100
TABLE5 := dtd/100 uc_merced/100 eurosat/100 plantvillage/100 plantclef/100 galaxy10/100
TABLE6 := breakhis_40x/100 breakhis_100x/100 breakhis_200x/100 breakhis_400x/100
TABLE7 := cifar10/100 cifar10/10 cifar10/1 tiny_imagenet/100 tiny_imagenet/10 tiny_imagenet/1
TABLE8 := plantvillage/100 plantvillage/10 plantclef/100 plantclef/10 rsna/100 rsna/10 \
          food101/100 food101/10 eurosat/100 eurosat/10

# Described in the paper (Section 4.3, Table 3) and in none of its tables of results.
NEU := neu/100
