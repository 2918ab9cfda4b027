// What the readers of this module return, and where they say why.
#pragma once

enum {
    wb_image_ok = 0,
    wb_image_damaged = -1,      // the file is not what it says it is
    wb_image_unsupported = -2,  // the file is of a kind that is not read
    wb_image_message_size = 200
};
