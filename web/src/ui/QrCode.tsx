import encodeQR from 'qr';
import { useMemo } from 'react';
import classes from './QrCode.module.css';

const QUIET = 4;

interface QrCodeProps {
  text: string;
  /** Read in place of the picture. */
  label: string;
}

/** `text` as a QR code: dark on white in every theme, for scanners read nothing else. */
export function QrCode({ text, label }: QrCodeProps) {
  const modules = useMemo(() => encodeQR(text, 'raw', { ecc: 'low', border: QUIET }), [text]);
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${modules.length} ${modules.length}`} className={classes.code} data-qr="">
      <path d={path} />
    </svg>
  );
}
