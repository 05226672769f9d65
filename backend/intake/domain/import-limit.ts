/** Most bytes of a file of customers, or of their outcomes. */
export const MOST_IMPORT_BYTES = 32 * 1024 * 1024;
