/** The block that the chain says is its newest. */
export interface ChainHead {
  readonly chainId: number;
  readonly number: bigint;
  readonly hash: string;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

/** The little that the HTTP layer asks a chain: is it there, and how far is it. */
export interface ChainProbe {
  readHead(): Promise<ChainHead>;
}
