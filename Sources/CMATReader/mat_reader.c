#include "mat_reader.h"

#include <errno.h>
#include <matio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEEPEST = 32, BUFFER = 1 << 16 };

static struct {
    int file;
    size_t count;
    int failed;
    unsigned char bytes[BUFFER];
} out;

static char last_complaint[256];

static void note(int level, char *message) {
    (void)level;
    snprintf(last_complaint, sizeof last_complaint, "%s", message);
}

static void flush(void) {
    size_t done = 0;
    while (done < out.count && !out.failed) {
        ssize_t count = write(out.file, out.bytes + done, out.count - done);
        if (count > 0) done += (size_t)count;
        else if (errno != EINTR) out.failed = 1;
    }
    out.count = 0;
}

static void put(const void *bytes, size_t count) {
    const unsigned char *next = bytes;
    while (count > 0 && !out.failed) {
        size_t piece = count < BUFFER - out.count ? count : BUFFER - out.count;
        memcpy(out.bytes + out.count, next, piece);
        out.count += piece;
        next += piece;
        count -= piece;
        if (out.count == BUFFER) flush();
    }
}

static void put_tag(char tag) { put(&tag, 1); }
static void put_u32(size_t value) {
    uint32_t word = (uint32_t)value;
    put(&word, sizeof word);
}
static void put_u64(size_t value) {
    uint64_t word = value;
    put(&word, sizeof word);
}
static void put_text(const char *text) {
    size_t count = text ? strlen(text) : 0;
    put_u32(count);
    put(text, count);
}
static void put_unsupported(const char *reason) {
    put_tag('U');
    put_text(reason);
}

static void put_shape(const matvar_t *variable) {
    put_u32((size_t)variable->rank);
    for (int axis = 0; axis < variable->rank; axis++) put_u64(variable->dims[axis]);
}

static void put_empty(void) {
    put_tag('N');
    put_u32(2);
    put_u64(0);
    put_u64(0);
}

// The number of elements; 0 with `*valid` 0 where the dimensions make no sense.
static size_t elements(const matvar_t *variable, int *valid) {
    size_t count = 1;
    *valid = variable->rank >= 2 && variable->rank <= 32 && variable->dims != NULL;
    for (int axis = 0; *valid && axis < variable->rank; axis++) {
        if (__builtin_mul_overflow(count, variable->dims[axis], &count) || count > SIZE_MAX / 64) *valid = 0;
    }
    return *valid ? count : 0;
}

#define NUMBERS(Type)                                                                                                  \
    for (size_t index = 0; index < count; index++) {                                                                   \
        double value = (double)((const Type *)variable->data)[index];                                                  \
        put(&value, sizeof value);                                                                                     \
    }                                                                                                                  \
    break

static void put_numbers(const matvar_t *variable, size_t count) {
    size_t size = Mat_SizeOfClass(variable->class_type);
    if (variable->isComplex) return put_unsupported("holds complex numbers");
    if (count > 0 && (!variable->data || size == 0 || variable->nbytes / size < count)) {
        return put_unsupported("holds fewer numbers than its shape says");
    }
    put_tag('N');
    put_shape(variable);
    if (count == 0) return;
    switch (variable->class_type) {
        case MAT_C_DOUBLE: put(variable->data, count * sizeof(double)); break;
        case MAT_C_SINGLE: NUMBERS(float);
        case MAT_C_INT8: NUMBERS(int8_t);
        case MAT_C_UINT8: NUMBERS(uint8_t);
        case MAT_C_INT16: NUMBERS(int16_t);
        case MAT_C_UINT16: NUMBERS(uint16_t);
        case MAT_C_INT32: NUMBERS(int32_t);
        case MAT_C_UINT32: NUMBERS(uint32_t);
        case MAT_C_INT64: NUMBERS(int64_t);
        case MAT_C_UINT64: NUMBERS(uint64_t);
        default: break;
    }
}

static void put_characters(const matvar_t *variable, size_t count) {
    size_t unit = variable->data_type == MAT_T_UINT16 || variable->data_type == MAT_T_UTF16 ? 2
                  : variable->data_type == MAT_T_UINT8 || variable->data_type == MAT_T_UTF8
                          || variable->data_type == MAT_T_INT8
                      ? 1
                      : 0;
    if (count > 0 && (variable->rank != 2 || variable->dims[0] != 1)) {
        return put_unsupported("holds characters of several rows");
    }
    if (count > 0 && unit == 0) return put_unsupported("holds characters of an unknown encoding");
    // UTF-8 takes more bytes than the shape counts characters.
    size_t units = unit == 0 || count == 0 ? 0 : variable->data_type == MAT_T_UTF8 ? variable->nbytes : count;
    if (units > 0 && (!variable->data || variable->nbytes / unit < units)) {
        return put_unsupported("holds fewer characters than its shape says");
    }
    put_tag('T');
    put_u32(unit == 0 ? 1 : unit);
    put_u64(units);
    put(variable->data, units * unit);
}

static void put_value(matvar_t *variable, int depth);

static void put_cells(const matvar_t *variable, size_t count, int depth) {
    matvar_t **cells = variable->data;
    if (count > 0 && (!cells || variable->nbytes / sizeof *cells < count)) {
        return put_unsupported("holds fewer cells than its shape says");
    }
    put_tag('C');
    put_shape(variable);
    for (size_t index = 0; index < count && !out.failed; index++) put_value(cells[index], depth + 1);
}

static void put_structs(matvar_t *variable, size_t count, int depth) {
    size_t fields = Mat_VarGetNumberOfFields(variable);
    char *const *names = Mat_VarGetStructFieldnames(variable);
    matvar_t **values = variable->data;
    size_t total = 0;
    if (fields > 4096 || (fields > 0 && !names) || __builtin_mul_overflow(fields, count, &total)
        || (total > 0 && (!values || variable->nbytes / sizeof *values < total))) {
        return put_unsupported("holds fewer fields than its shape says");
    }
    put_tag('S');
    put_shape(variable);
    put_u32(fields);
    for (size_t field = 0; field < fields; field++) put_text(names[field]);
    for (size_t index = 0; index < total && !out.failed; index++) put_value(values[index], depth + 1);
}

static void put_value(matvar_t *variable, int depth) {
    int valid = 0;
    if (!variable || variable->class_type == MAT_C_EMPTY) return put_empty();
    if (depth > DEEPEST) return put_unsupported("is nested too deeply");
    size_t count = elements(variable, &valid);
    if (!valid) return put_unsupported("has a shape that makes no sense");
    switch (variable->class_type) {
        case MAT_C_CELL: return put_cells(variable, count, depth);
        case MAT_C_STRUCT: return put_structs(variable, count, depth);
        case MAT_C_CHAR: return put_characters(variable, count);
        case MAT_C_SPARSE: return put_unsupported("is a sparse matrix");
        case MAT_C_OBJECT:
        case MAT_C_OPAQUE: return put_unsupported("is an object of a MATLAB class");
        case MAT_C_FUNCTION: return put_unsupported("is a function");
        default: return put_numbers(variable, count);
    }
}

int wb_mat_message(const void *context, int output) {
    out.file = output;
    out.count = 0;
    out.failed = 0;
    Mat_LogInitFunc("mat_reader", note);
    mat_t *file = Mat_Open(context, MAT_ACC_RDONLY);
    if (!file || Mat_GetVersion(file) != MAT_FT_MAT5) {
        put_tag('F');
        put_text(last_complaint);
    } else {
        // Nothing is freed: the process ends here, and freeing is where damage shows.
        for (matvar_t *variable; !out.failed && (variable = Mat_VarReadNext(file));) {
            put_tag('V');
            put_text(variable->name);
            put_value(variable, 0);
        }
        put_tag('E');
    }
    flush();
    return out.failed;
}
