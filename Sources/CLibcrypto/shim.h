#ifndef SHOESTRING_CLIBCRYPTO_H
#define SHOESTRING_CLIBCRYPTO_H

#include <openssl/evp.h>

#endif
