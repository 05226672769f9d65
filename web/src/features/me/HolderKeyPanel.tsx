import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFingerprint, IconWallet } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HolderKeyView } from '../../../../backend/holder/schemas.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { passkeyObstacle } from '../present/passkey.ts';
import { useWallets } from '../sign-in/wallet-store.ts';
import { registerPasskey, registerWallet } from './register-key.ts';

/** The key by which the customer alone can show their credentials. */
export function HolderKeyPanel({ holderKey }: { holderKey: HolderKeyView | null }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('me.key.title')} note={t('me.key.note')}>
      <Stack gap="sm">
        {holderKey === null ? (
          <Text size="sm">{t('me.key.none')}</Text>
        ) : (
          <Facts
            items={[
              {
                name: t('me.key.kind'),
                value: <StatusBadge tone="pass">{t(`me.key.kinds.${holderKey.kind}`)}</StatusBadge>,
              },
              { name: t('me.key.address'), value: <Hash value={holderKey.address} /> },
              ...(holderKey.keptHere ? [{ name: t('me.key.kept'), value: t('me.key.keptHere') }] : []),
            ]}
          />
        )}
        <KeyChoice replaces={holderKey !== null} />
      </Stack>
    </Panel>
  );
}

/** Ways to register a key; where there is one already, it is replaced. */
export function KeyChoice({ replaces }: { replaces: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const wallets = useWallets();
  const obstacle = passkeyObstacle();
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const attempt = async (name: string, work: () => Promise<boolean>): Promise<void> => {
    setBusy(name);
    setFault(null);
    try {
      if (await work())
        for (const key of ['my-record', 'my-credentials', 'preparation']) await client.invalidateQueries({ queryKey: [key] });
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <Stack gap="xs">
      {replaces && (
        <Text size="xs" c="dimmed">
          {t('me.key.replaces')}
        </Text>
      )}
      <Group gap="xs">
        <Button
          variant={replaces ? 'default' : 'filled'}
          leftSection={<IconFingerprint size={16} />}
          disabled={obstacle !== null}
          loading={busy === 'passkey'}
          onClick={() => void attempt('passkey', registerPasskey)}
        >
          {t(replaces ? 'me.key.newPasskey' : 'me.key.makePasskey')}
        </Button>
        {wallets.map((wallet) => (
          <Button
            key={wallet.info.uuid}
            variant="default"
            leftSection={<IconWallet size={16} />}
            loading={busy === wallet.info.uuid}
            onClick={() => void attempt(wallet.info.uuid, () => registerWallet(wallet))}
          >
            {t('me.key.useWallet', { name: wallet.info.name })}
          </Button>
        ))}
      </Group>
      {obstacle !== null && (
        <Text size="xs" c="dimmed">
          {obstacle === 'address'
            ? t('me.key.addressObstacle', { address: window.location.origin.replace(window.location.hostname, 'localhost') })
            : t('me.key.unsupported')}
        </Text>
      )}
      {wallets.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('me.key.noWallet')}
        </Text>
      )}
      <ActionFault error={fault} />
    </Stack>
  );
}
