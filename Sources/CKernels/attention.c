#include "kernels.h"

// One head at a time: six matrices of tokens x head_dim, two of tokens x tokens, three vectors, all with
// rows rounded up to the widest vector.
wb_size wb_attention_scratch(const wb_attention *shape) {
    wb_size tokens = (shape->tokens + 15) / 16 * 16, head_dim = (shape->head_dim + 15) / 16 * 16;
    return tokens * (6 * head_dim + 2 * tokens + 3);
}
