const NAME = /^(bat_[0-9a-f]{24}):(0|[1-9]\d{0,9})$/;

/** Names a credential that only a file of the issuer holds: by its batch and its position there. */
export function positionName(batchId: string, position: number): string {
  return `${batchId}:${position}`;
}

/** What {@link positionName} says; null for any other id. */
export function readPositionName(text: string): { readonly batchId: string; readonly position: number } | null {
  const [, batchId, position] = NAME.exec(text) ?? [];
  return batchId === undefined ? null : { batchId, position: Number(position) };
}
