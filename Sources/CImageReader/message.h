// Inside the module: a reader's message.
#pragma once
#include "image_status.h"
#include <stdarg.h>
#include <stdio.h>

// Keeps the first message: what follows is its consequence.
static inline void wb_say(char *message, const char *format, va_list arguments) {
    if (message[0] == 0) vsnprintf(message, wb_image_message_size, format, arguments);
}

__attribute__((format(printf, 3, 4)))
static inline int wb_refuse(char *message, int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    wb_say(message, format, arguments);
    va_end(arguments);
    return status;
}
