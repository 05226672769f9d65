import { fromBase64Url, toBase64Url } from '../../../../backend/kernel/base64url.ts';
import { fromHex, toHex } from '../../../../backend/kernel/hex.ts';
import type { ViewKeyView } from '../../../../backend/rating/schemas.ts';

const MARK = 'view1';
const KEY_BYTES = 32;
const FORM = /^view1\.([1-9]\d{0,14})\.([0-9a-f]{40})\.([1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.([1-9]\d{0,18})\.([\w-]{43})$/;

/** A view key as one line of text, short enough for a QR code. */
export function writeViewKey({ chainId, contract, issuerId, place, epoch, key }: ViewKeyView): string {
  return [MARK, chainId, contract.slice(2), issuerId, place, epoch, toBase64Url(fromHex(key as `0x${string}`))].join('.');
}

/** The page of this console that opens a view key; what stands behind the `#` is sent to nobody. */
export function viewKeyLink(view: ViewKeyView, origin: string): string {
  return `${origin}/ratings?tab=board#${writeViewKey(view)}`;
}

/** Reads the text, or a link that ends with it; null when it is no view key. */
export function readViewKey(text: string): ViewKeyView | null {
  const [, chainId, contract, issuerId, place, epoch = '', key = ''] = FORM.exec(text.trim().split('#').at(-1) ?? '') ?? [];
  if (chainId === undefined) return null;
  const bytes = fromBase64Url(key);
  if (bytes.length !== KEY_BYTES) return null;
  return {
    chainId: Number(chainId),
    contract: `0x${contract}`,
    issuerId: Number(issuerId),
    place: Number(place),
    epoch,
    key: toHex(bytes),
  };
}
