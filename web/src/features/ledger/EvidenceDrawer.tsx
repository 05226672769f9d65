import { Anchor, Drawer, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../../backend/platform/http/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { evidenceQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { ProvenanceMark } from '../../ui/ProvenanceMark.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './EvidenceDrawer.module.css';
import { ContractCall } from './ContractCall.tsx';
import { RecomputeHere } from './RecomputeHere.tsx';
import { TextLink } from '../../ui/TextLink.tsx';

const KINDS = ['batch-root', 'batch-leaf', 'log-root', 'credential', 'issuer', 'customers', 'scores', 'revocations', 'model'] as const;

/** Why a figure is what it is: formula, values, rows, call, block, proof. */
export function EvidenceDrawer({ path, onClose }: { path: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(evidenceQuery(path));
  const kind = KINDS.find((name) => path.startsWith(`${name}/`) || path === name);
  const heading = kind === undefined ? t('evidence.title') : t(`evidence.kind.${kind}`);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={
        <Title order={2} component="span" className={classes.title}>
          {t('evidence.title')} · {heading}
        </Title>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
      classNames={{ content: classes.drawer ?? '', header: classes.header ?? '' }}
    >
      <Loaded query={query} skeleton={<Skeleton height={240} />}>
        {(evidence) => <Proof evidence={evidence} formula={kind === undefined ? evidence.formula : t(`evidence.formulaOf.${kind}`)} />}
      </Loaded>
    </Drawer>
  );
}

function Proof({ evidence, formula }: { evidence: Evidence; formula: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Stack gap="lg">
      <section>
        <Title order={3} className={classes.heading}>
          {t('evidence.formula')}
        </Title>
        <code className={classes.formula}>{formula}</code>
        <Text size="xs" c="dimmed" mt={6} className={classes.provenance}>
          <ProvenanceMark provenance={evidence.provenance} /> {t(`provenance.${evidence.provenance}Long`)}
        </Text>
      </section>
      {evidence.recompute !== null && <RecomputeHere task={evidence.recompute} />}
      {evidence.inputs.length > 0 && (
        <section>
          <Title order={3} className={classes.heading}>
            {t('evidence.inputs')}
          </Title>
          <Facts items={evidence.inputs.map((input) => ({ name: inputName(t, input.name), value: <Value text={input.value} /> }))} />
        </section>
      )}
      {evidence.rows !== null && (
        <section>
          <Title order={3} className={classes.heading}>
            {t('evidence.rows')}
          </Title>
          <Text size="sm">
            {t('evidence.rowCount', { rows: formatCount(evidence.rows.count, language) })} ·{' '}
            <Anchor href={evidence.rows.href} target="_blank" rel="noreferrer" size="sm" underline="always">
              {t('evidence.openRows')}
            </Anchor>
          </Text>
        </section>
      )}
      {evidence.call !== null && <ContractCall call={evidence.call} />}
      {evidence.block !== null && (
        <section>
          <Title order={3} className={classes.heading}>
            {t('evidence.block')}
          </Title>
          <Facts
            items={[
              {
                name: t('ledger.block'),
                value: (
                  <>
                    #{formatCount(evidence.block.number, language)} · <TimeText value={evidence.block.time} />
                  </>
                ),
              },
              { name: t('evidence.blockHash'), value: <Hash value={evidence.block.hash} full /> },
              ...(evidence.transaction === null
                ? []
                : [
                    {
                      name: t('evidence.transaction'),
                      value: (
                        <TextLink to="/ledger/transactions/$hash" params={{ hash: evidence.transaction }} size="sm">
                          <Hash value={evidence.transaction} full copy={false} />
                        </TextLink>
                      ),
                    },
                  ]),
            ]}
          />
        </section>
      )}
      {evidence.recompute === null && (
        <Text size="sm" c="dimmed">
          {t('evidence.notRecomputable')}
        </Text>
      )}
    </Stack>
  );
}

const INPUTS = [
  'root',
  'leaves',
  'model',
  'chainId',
  'ledger',
  'issuer',
  'batch',
  'firstLeaf',
  'stateRoot',
  'time',
  'gasUsed',
  'digest',
  'position',
  'revocationIndex',
  'hash',
  'datasetHash',
  'rows',
  'batches',
  'admin',
  'status',
] as const;

/** The name of an input in words; a grade or the name of an import stays as it is. */
function inputName(t: TFunction, name: string): string {
  const known = INPUTS.find((candidate) => candidate === name);
  return known === undefined ? name : t(`evidence.input.${known}`);
}

function Value({ text }: { text: string }) {
  return text.startsWith('0x') ? <Hash value={text} full /> : text;
}
