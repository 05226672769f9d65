/** Most bytes of a request that brings a model into the registry. */
export const MOST_MODEL_BYTES = 32 * 1024 * 1024;
