#ifdef __cplusplus
extern "C" {
#endif
void cdcmtk_keep(void);
#ifdef __cplusplus
}
#endif
