#include "CImageCodecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

// No picture that a network is trained with is larger; a header that says so is damaged or hostile.
#define LARGEST_SIDE 65500
#define MOST_PIXELS ((uint64_t)1 << 28)

void cic_free(void *memory) { free(memory); }

static bool refuse(char reason[CIC_REASON], const char *text) {
    snprintf(reason, CIC_REASON, "%s", text);
    return false;
}

static bool fits(uint64_t width, uint64_t height) {
    return width > 0 && height > 0 && width <= LARGEST_SIDE && height <= LARGEST_SIDE && width * height <= MOST_PIXELS;
}

struct jpeg_failure {
    struct jpeg_error_mgr manager;
    jmp_buf back;
    char *reason;
};

static void jpeg_stop(j_common_ptr info) {
    struct jpeg_failure *failure = (struct jpeg_failure *)info->err;
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    snprintf(failure->reason, CIC_REASON, "%s", text);
    longjmp(failure->back, 1);
}

// A warning is a damaged picture that the library would guess the rest of.
static void jpeg_warn(j_common_ptr info, int level) {
    if (level < 0) jpeg_stop(info);
}

bool cic_decode_jpeg(const uint8_t *bytes, size_t count, cic_image *image, char reason[CIC_REASON]) {
    struct jpeg_decompress_struct info;
    struct jpeg_failure failure;
    uint8_t *volatile pixels = NULL;
    failure.reason = reason;
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jpeg_stop;
    failure.manager.emit_message = jpeg_warn;
    if (setjmp(failure.back)) {
        jpeg_destroy_decompress(&info);
        free(pixels);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes, count);
    jpeg_read_header(&info, TRUE);
    if (!fits(info.image_width, info.image_height)) {
        jpeg_destroy_decompress(&info);
        return refuse(reason, "its size is not that of a picture");
    }
    info.out_color_space = info.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_start_decompress(&info);
    const size_t stride = (size_t)info.output_width * info.output_components;
    pixels = malloc(stride * info.output_height);
    if (pixels == NULL) {
        jpeg_destroy_decompress(&info);
        return refuse(reason, "there is no memory for it");
    }
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = pixels + stride * info.output_scanline;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    *image = (cic_image){(int32_t)info.output_width, (int32_t)info.output_height, info.output_components, pixels};
    jpeg_destroy_decompress(&info);
    return true;
}

bool cic_decode_png(const uint8_t *bytes, size_t count, cic_image *image, char reason[CIC_REASON]) {
    png_image png;
    memset(&png, 0, sizeof png);
    png.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&png, bytes, count)) return refuse(reason, png.message);
    if (!fits(png.width, png.height)) {
        png_image_free(&png);
        return refuse(reason, "its size is not that of a picture");
    }
    // Transparency is laid over black by libpng; palettes and 16 bits become 8 bits a channel.
    const bool colour = (png.format & PNG_FORMAT_FLAG_COLOR) != 0;
    png.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(png));
    const png_color black = {0, 0, 0};
    if (pixels == NULL) {
        png_image_free(&png);
        return refuse(reason, "there is no memory for it");
    }
    if (!png_image_finish_read(&png, &black, pixels, 0, NULL) || png.warning_or_error > 1) {
        free(pixels);
        return refuse(reason, png.message);
    }
    *image = (cic_image){(int32_t)png.width, (int32_t)png.height, colour ? 3 : 1, pixels};
    return true;
}

static bool unpack(
    int window, const uint8_t *bytes, size_t count, uint8_t *room, size_t limit, size_t *written, bool *ended,
    char reason[CIC_REASON]) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (count > UINT32_MAX || limit > UINT32_MAX) return refuse(reason, "it is larger than 4 GiB");
    if (inflateInit2(&stream, window) != Z_OK) return refuse(reason, "zlib does not start");
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = room;
    stream.avail_out = (uInt)limit;
    const int status = inflate(&stream, Z_FINISH);
    *written = stream.total_out;
    *ended = status == Z_STREAM_END;
    if (status != Z_STREAM_END && status != Z_BUF_ERROR && status != Z_OK) {
        refuse(reason, stream.msg != NULL ? stream.msg : "it is not packed as it says");
        inflateEnd(&stream);
        return false;
    }
    inflateEnd(&stream);
    return true;
}

bool cic_gunzip(
    const uint8_t *bytes, size_t count, size_t limit, uint8_t **unpacked, size_t *unpacked_count, char reason[CIC_REASON]) {
    if (count < 18) return refuse(reason, "it is cut short");
    // The last four bytes of gzip (RFC 1952) are the unpacked size.
    const uint8_t *tail = bytes + count - 4;
    const size_t size = (size_t)tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
    if (size > limit) return refuse(reason, "it says that it unpacks to more than is allowed, or it is cut short");
    uint8_t *room = malloc(size + 1);
    if (room == NULL) return refuse(reason, "there is no memory for it");
    bool ended = false;
    if (!unpack(16 + MAX_WBITS, bytes, count, room, size + 1, unpacked_count, &ended, reason)) {
        free(room);
        return false;
    }
    if (!ended || *unpacked_count != size) {
        free(room);
        return refuse(reason, "it is cut short or damaged");
    }
    *unpacked = room;
    return true;
}

bool cic_inflate(
    const uint8_t *bytes, size_t count, uint8_t *unpacked, size_t unpacked_count, char reason[CIC_REASON]) {
    size_t written = 0;
    bool ended = false;
    if (!unpack(-MAX_WBITS, bytes, count, unpacked, unpacked_count, &written, &ended, reason)) return false;
    if (!ended || written != unpacked_count) return refuse(reason, "it is cut short or damaged");
    return true;
}
