import { Button, Code, Group, NumberInput, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, hash32 } from '../../../../backend/kernel/hex.ts';
import { checkLoanProof } from '../../../../backend/securitization/domain/pool/loan-tree.ts';
import type { LoanProofView } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { loanProofQuery } from './queries.ts';

interface LoanProofPanelProps {
  /** How many loans there are. */
  count: number;
  /** Of the loan at a place, from 0. */
  proofOf: (place: number) => ReturnType<typeof loanProofQuery>;
}

/** Proves in this browser that a loan stands in its tape. */
export function LoanProofPanel({ count, proofOf }: LoanProofPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [typed, setTyped] = useState<number | string>(0);
  const [place, setPlace] = useState(0);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setPlace(Number(typed));
  };
  const last = Math.max(0, count - 1);
  return (
    <Panel title={t('tapes.proof')} note={t('tapes.proofNote')}>
      <Stack gap="md">
        <form onSubmit={submit}>
          <Group align="flex-end" gap="sm">
            <NumberInput
              label={t('tapes.position', { last: formatCount(last, language) })}
              min={0}
              max={last}
              allowDecimal={false}
              value={typed}
              onChange={setTyped}
            />
            <Button type="submit" variant="default" disabled={count === 0}>
              {t('tapes.prove')}
            </Button>
          </Group>
        </form>
        {count > 0 && <Proof query={proofOf(place)} />}
      </Stack>
    </Panel>
  );
}

function Proof({ query: options }: { query: ReturnType<typeof loanProofQuery> }) {
  const { t } = useTranslation();
  const query = useQuery(options);
  return (
    <Loaded query={query}>
      {(proof) => (
        <Stack gap="sm">
          <Facts
            items={[
              {
                name: t('tapes.checkedHere'),
                value: (
                  <StatusBadge tone={isRight(proof) ? 'pass' : 'fail'}>
                    {t(isRight(proof) ? 'tapes.stands' : 'tapes.doesNotStand')}
                  </StatusBadge>
                ),
              },
              { name: t('tapes.root'), value: <Hash value={proof.root} /> },
              { name: t('tapes.key'), value: <Hash value={proof.leaf.key} /> },
              { name: t('tapes.dataHash'), value: <Hash value={proof.leaf.dataHash} /> },
              { name: t('tapes.pathLength'), value: String(proof.path.length) },
            ]}
          />
          <Code block tabIndex={0} aria-label={t('tapes.rowText')} style={{ overflow: 'auto' }}>
            {JSON.stringify(JSON.parse(proof.text), null, 2)}
          </Code>
        </Stack>
      )}
    </Loaded>
  );
}

function isRight({ leaf, root, count, text, salt, path, chainId, registry, originator }: LoanProofView): boolean {
  const place = { chainId, registry: address(registry), originator: address(originator) };
  const whole = {
    ...leaf,
    key: hash32(leaf.key),
    credential: hash32(leaf.credential),
    dataHash: hash32(leaf.dataHash),
    balance: BigInt(leaf.balance),
    rate: BigInt(leaf.rate),
  };
  return checkLoanProof(place, { root: hash32(root), count }, { leaf: whole, text, salt: hash32(salt), path: path.map(hash32) });
}
