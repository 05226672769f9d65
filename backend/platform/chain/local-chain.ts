/** Chain id of the chain that we start ourselves; no public network uses it. */
export const LOCAL_CHAIN_ID = 20_231;
