import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';

const QrCode = lazy(async () => ({ default: (await import('./QrCode.tsx')).QrCode }));

/** The code is drawn by a library of its own, fetched only where one is shown. */
export function LazyQrCode({ text, label }: { text: string; label: string }) {
  return (
    <Suspense fallback={<Skeleton height={280} maw={340} />}>
      <QrCode text={text} label={label} />
    </Suspense>
  );
}
