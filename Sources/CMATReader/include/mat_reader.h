#ifndef WB_MAT_READER_H
#define WB_MAT_READER_H

// All variables of a MATLAB level 5 file, read by matio and written as one message to a file descriptor. Made to run
// in a child process (isolation.h): matio trusts its input more than one should.
//
// The message, in the machine's byte order, is a sequence of variables and an end:
//   'V' name value ... 'E', or 'F' text where the file cannot be read.
// text and name are a u32 number of bytes and the bytes. A shape is a u32 rank and as many u64. A value is one of
//   'N' shape doubles                            numbers, column-major
//   'T' u32 bytes a unit (1: UTF-8, 2: UTF-16), u64 units, units      one row of characters
//   'C' shape values                             a cell array, column-major
//   'S' shape, u32 fields, names, values         a struct array: element by element, field by field
//   'U' text                                     what is not read here: why

/// `context` is the path, a C string. Returns 0 if the message could be written.
int wb_mat_message(const void *context, int output);

#endif
