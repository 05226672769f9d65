/** Most bytes of a file of loans: a tape, or a period of a pool. */
export const FILE_BYTES_MAX = 128 * 1024 * 1024;
