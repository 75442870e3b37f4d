#pragma once

namespace herald {

// Makes DCMTK ready, once: silent, with its dictionary and ours, its codecs registered.
// Throws a Failure where the dictionary is absent.
void prepareLibrary();

// Our implementation, as files name their writer.
inline constexpr const char *implementationClassUID =
    "2.25.154386891318369103087802744810989315942";
inline constexpr const char *implementationVersionName = "HERALD";

}  // namespace herald
