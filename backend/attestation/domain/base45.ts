const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const BASE = 45;

/** Base45 of RFC 9285: two bytes in three letters of the dense mode of QR codes. */
export function base45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const [first = 0, second] = [bytes[i], bytes[i + 1]];
    let value = second === undefined ? first : first * 256 + second;
    for (let letter = second === undefined ? 2 : 3; letter > 0; letter--) {
      text += LETTERS.charAt(value % BASE);
      value = Math.floor(value / BASE);
    }
  }
  return text;
}

/** Bytes of {@link base45}; null for anything that it does not write. */
export function bytesOfBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const letters = [...text.slice(i, i + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = letters.reduceRight((sum, digit) => sum * BASE + digit, 0);
    if (letters.includes(-1) || value > (letters.length === 3 ? 0xffff : 0xff)) return null;
    if (letters.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
