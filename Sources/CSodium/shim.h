// Password hashing of libsodium (Argon2id).
#ifndef HERALD_CSODIUM_H
#define HERALD_CSODIUM_H

#include <sodium.h>

/// The longest hash as text, with the zero at its end.
static const unsigned long sodium_hash_bytes = crypto_pwhash_STRBYTES;

/// Hashes a password by Argon2id with the interactive limits. Returns 0, or -1 where memory is short.
static inline int sodium_hash_password(char *hash, const char *password, unsigned long long length) {
  if (sodium_init() < 0) return -1;
  return crypto_pwhash_str_alg(hash, password, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                               crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
}

/// Holds a password against a hash. Returns 0 where it is the one, -1 where it isn't.
static inline int sodium_verify_password(const char *hash, const char *password,
                                         unsigned long long length) {
  if (sodium_init() < 0) return -1;
  return crypto_pwhash_str_verify(hash, password, length);
}

#endif
