#ifndef SHOESTRING_CCURL_H
#define SHOESTRING_CCURL_H

#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function for each type of argument.

typedef size_t (*shoestring_curl_data)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode shoestring_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shoestring_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shoestring_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shoestring_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shoestring_curl_set_callback(CURL *handle, CURLoption option, shoestring_curl_data value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shoestring_curl_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

#endif
