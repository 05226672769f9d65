import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconWallet } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../backend/platform/http/schemas.ts';
import { postJson } from '../lib/api.ts';
import { shortHash } from '../lib/format.ts';
import { roleName } from '../lib/role-name.ts';

export function AccountMenu({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async (): Promise<void> => {
    await postJson('/api/auth/sign-out', {});
    await navigate({ to: '/sign-in' });
    client.clear();
  };
  const initials = session.user.name.trim().slice(0, 2).toUpperCase();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`${initials}, ${t('frame.account', { name: session.user.name })}`}>
          <Avatar size={30} radius="xl" color="cobalt" variant="filled">
            {initials}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text fw={600} size="sm">
            {session.user.name}
          </Text>
          <Text size="xs" c="dimmed">
            {session.user.email}
          </Text>
          <Text size="xs" c="dimmed" mt={4}>
            {[session.organization?.name, session.role === null ? null : roleName(t, session.role)].filter(Boolean).join(' · ')}
          </Text>
        </div>
        {session.wallets.map((wallet) => (
          <Menu.Label key={wallet}>
            <IconWallet size={12} aria-hidden="true" /> {shortHash(wallet)}
          </Menu.Label>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          {t('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
