#include "cdcmtk.h"
extern "C" void cdcmtk_keep(void) {}
