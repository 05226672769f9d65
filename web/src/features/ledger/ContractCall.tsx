import { Button, CopyButton, Group, Title } from '@mantine/core';
import { IconCheck, IconTerminal2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../../backend/platform/http/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import classes from './EvidenceDrawer.module.css';

type Call = NonNullable<Evidence['call']>;

/** The call that anyone can repeat against any node of the chain. */
export function ContractCall({ call }: { call: Call }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section>
      <Group justify="space-between" mb={6}>
        <Title order={3}>{t('evidence.call')}</Title>
        <CopyButton value={curlOf(call)}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={copied ? <IconCheck size={13} /> : <IconTerminal2 size={13} />}
              onClick={copy}
            >
              {copied ? t('action.copied') : t('evidence.copyCurl')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Facts
        items={[
          { name: t('evidence.callTo'), value: <Hash value={call.to} full /> },
          { name: t('evidence.callFunction'), value: <code className={classes.value}>{call.signature}</code> },
          { name: t('evidence.callArguments'), value: <code className={classes.value}>{call.args.join(', ')}</code> },
          { name: t('evidence.callResult'), value: <code className={classes.value}>{call.result}</code> },
          { name: t('ledger.block'), value: `#${formatCount(call.block, language)}` },
        ]}
      />
    </section>
  );
}

/** `eth_call` at the block of the evidence; the reader puts in the address of a node they trust. */
function curlOf(call: Call): string {
  const block = `0x${BigInt(call.block).toString(16)}`;
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: call.to, data: call.data }, block] });
  return `curl -s -H 'content-type: application/json' -d '${body}' "$RPC_URL"`;
}
