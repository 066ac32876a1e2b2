// JPEG, PNG and gzip by libjpeg-turbo, libpng and zlib. libjpeg reports errors by longjmp, which must not cross Swift frames: hence C.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIC_REASON 256

typedef struct {
    int32_t width, height, channels;  // channels: 1 grey or 3 red, green, blue
    uint8_t *pixels;                  // row by row, the channels of a pixel together; to be freed with cic_free
} cic_image;

void cic_free(void *memory);

// Each gives false and a reason when the bytes are not a whole, sound image. Both formats become grey or RGB, 8 bits.
bool cic_decode_jpeg(const uint8_t *bytes, size_t count, cic_image *image, char reason[CIC_REASON]);
bool cic_decode_png(const uint8_t *bytes, size_t count, cic_image *image, char reason[CIC_REASON]);

// Unpacks gzip into at most `limit` bytes, to be freed with cic_free.
bool cic_gunzip(
    const uint8_t *bytes, size_t count, size_t limit, uint8_t **unpacked, size_t *unpacked_count, char reason[CIC_REASON]);
// Unpacks a bare deflate stream, as in ZIP archives, into exactly `unpacked_count` bytes.
bool cic_inflate(
    const uint8_t *bytes, size_t count, uint8_t *unpacked, size_t unpacked_count, char reason[CIC_REASON]);
