import decodeQR from 'qr/decode.js';

/** Pixels a side above which a picture is made smaller first; a QR code needs far fewer. */
const MOST_PIXELS = 1600;

interface NativeDetector {
  detect: (image: ImageBitmap) => Promise<{ rawValue: string }[]>;
}

/** The text of the QR code in a picture; null when there is none. */
export async function readQr(picture: Blob): Promise<string | null> {
  const image = await createImageBitmap(picture).catch(() => null);
  if (image === null) return null;
  const native = await readNatively(image);
  return native ?? readPixels(image);
}

/** Browsers that have a reader of their own read skewed photographs better. */
async function readNatively(image: ImageBitmap): Promise<string | null> {
  const Detector: unknown = Reflect.get(globalThis, 'BarcodeDetector');
  if (typeof Detector !== 'function') return null;
  try {
    const detector = Reflect.construct(Detector, [{ formats: ['qr_code'] }]) as NativeDetector;
    return (await detector.detect(image))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

function readPixels(image: ImageBitmap): string | null {
  const scale = Math.min(1, MOST_PIXELS / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  try {
    return decodeQR(context.getImageData(0, 0, width, height));
  } catch {
    return null;
  }
}
