import { Stack } from '@mantine/core';
import { Changed } from './Changed.tsx';
import { CheckList } from './CheckList.tsx';
import { Claims } from './Claims.tsx';
import { FieldTree } from './FieldTree.tsx';
import classes from './Result.module.css';
import { TryChange } from './TryChange.tsx';
import type { Candidate, Outcome } from './use-verification.ts';
import { VerdictBanner } from './VerdictBanner.tsx';

interface ResultProps {
  outcome: Outcome;
  onVerify: (candidate: Candidate) => Promise<void>;
}

export function Result({ outcome, onVerify }: ResultProps) {
  const valid = (outcome.server?.verdict ?? outcome.local.verdict) === 'valid';
  return (
    <Stack gap="md">
      <VerdictBanner outcome={outcome} />
      {outcome.changed !== null && outcome.changed.length > 0 && <Changed changes={outcome.changed} />}
      <div className={classes.columns}>
        <CheckList outcome={outcome} />
        <Stack gap="md">
          {outcome.local.credential !== null && <Claims credential={outcome.local.credential} digest={outcome.local.digest} />}
          {valid && <TryChange candidate={outcome.candidate} onVerify={onVerify} />}
        </Stack>
      </div>
      {outcome.local.credential !== null && outcome.local.tree !== null && (
        <FieldTree credential={outcome.local.credential} levels={outcome.local.tree} />
      )}
    </Stack>
  );
}
