import { Stack } from '@mantine/core';
import { Changed } from './Changed.tsx';
import { CheckList } from './CheckList.tsx';
import { Claims } from './Claims.tsx';
import { FieldTree } from './FieldTree.tsx';
import { IssuerCard } from './IssuerCard.tsx';
import { Presented } from './Presented.tsx';
import classes from './Result.module.css';
import { ResultActions } from './ResultActions.tsx';
import { TryChange } from './TryChange.tsx';
import type { Outcome, Verify } from './use-verification.ts';
import { VerdictBanner } from './VerdictBanner.tsx';

interface ResultProps {
  outcome: Outcome;
  onVerify: Verify;
}

export function Result({ outcome, onVerify }: ResultProps) {
  const { credential, presentation, digest, tree } = outcome.local;
  const signer = outcome.checks.find((check) => check.id === 'signatureValid')?.params['signer'] ?? null;
  return (
    <Stack gap="md">
      <VerdictBanner outcome={outcome} />
      <ResultActions key={outcome.json} outcome={outcome} onVerify={onVerify} />
      {outcome.changed !== null && outcome.changed.length > 0 && <Changed changes={outcome.changed} />}
      <div className={classes.columns}>
        <CheckList outcome={outcome} />
        <Stack gap="md">
          {presentation !== null && <Presented presentation={presentation} outcome={outcome} onVerify={onVerify} />}
          {credential !== null && <Claims credential={credential} digest={digest} />}
          {credential !== null && <IssuerCard credential={credential} signer={signer} />}
          {outcome.verdict === 'valid' && <TryChange candidate={outcome.candidate} onVerify={onVerify} />}
        </Stack>
      </div>
      {credential !== null && tree !== null && (
        <FieldTree credential={credential} levels={tree} claims={presentation === null ? [] : presentation.claims} />
      )}
    </Stack>
  );
}
