import { type MantineSize, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Refused } from '../lib/refusal-text.ts';
import { useRefusalText } from '../lib/use-refusal-text.ts';

interface RefusalTextProps {
  refused: Refused;
  /** A refusal of the API or of a job, or the fault of one field or cell. */
  kind?: 'whole' | 'field';
  size?: MantineSize;
  /** What stands before the sentence. */
  lead?: ReactNode;
}

/** Why something was refused, in the language of the reader; under a Chinese sentence stands the English, which names the specifics. */
export function RefusalText({ refused, kind = 'whole', size, lead }: RefusalTextProps) {
  const told = useRefusalText(refused, kind);
  if (told === null) return null;
  return (
    <>
      <Text span display="block" inherit={size === undefined} {...(size === undefined ? {} : { size })}>
        {lead}
        {told.text}
      </Text>
      {told.english !== null && (
        <Text span display="block" size="xs" c="dimmed" lang="en">
          {told.english}
        </Text>
      )}
    </>
  );
}
