#pragma once

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include "cdcmtk.h"

namespace herald {

// Why a call can't be answered; never leaves this target.
struct Failure {
  cdcmtk_code code;
  std::string reason;
};

inline void report(cdcmtk_message message, const char *reason) {
  if (message.capacity > 0) std::snprintf(message.text, message.capacity, "%s", reason);
}

// Runs the body of a C function; whatever it throws becomes a code and a message.
template <typename Body>
cdcmtk_code guarded(cdcmtk_message message, cdcmtk_code otherwise, Body &&body) noexcept {
  report(message, "");
  try {
    std::forward<Body>(body)();
    return CDCMTK_OK;
  } catch (const Failure &failure) {
    report(message, failure.reason.c_str());
    return failure.code;
  } catch (const std::bad_alloc &) {
    report(message, "out of memory");
    return CDCMTK_OVER_LIMIT;
  } catch (const std::exception &error) {
    report(message, error.what());
    return otherwise;
  } catch (...) {
    report(message, "unknown failure");
    return otherwise;
  }
}

// (gggg,eeee)
inline std::string tagText(unsigned group, unsigned element) {
  char text[16];
  std::snprintf(text, sizeof text, "(%04X,%04X)", group, element);
  return text;
}

}  // namespace herald
