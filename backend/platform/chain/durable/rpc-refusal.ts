/** A refusal in the shape of JSON-RPC; `code` as in EIP-1474. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal';
  readonly code: number;

  constructor(code: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export const RPC_INVALID_PARAMS = -32_602;
export const RPC_METHOD_REFUSED = -32_004;
export const RPC_RESOURCE_UNAVAILABLE = -32_002;
export const RPC_LIMIT_EXCEEDED = -32_005;
