import { Button, FileButton, Group, TextInput } from '@mantine/core';
import { IconFileDigit } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface HashInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A Keccak-256 hash, typed or taken of a file that never leaves this browser. */
export function HashInput({ label, value, onChange }: HashInputProps) {
  const { t } = useTranslation();
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const [{ keccakHex }, bytes] = await Promise.all([import('../../../../backend/kernel/keccak.ts'), file.arrayBuffer()]);
    onChange(keccakHex(new Uint8Array(bytes)));
  };
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        label={label}
        required
        placeholder="0x"
        maxLength={66}
        value={value}
        style={{ flex: 1, minWidth: 0 }}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <FileButton onChange={(file) => void take(file)} inputProps={{ 'aria-label': t('ratings.desk.fileOf', { name: label }) }}>
        {(props) => (
          <Button variant="default" leftSection={<IconFileDigit size={15} />} {...props}>
            {t('ratings.desk.hashFile')}
          </Button>
        )}
      </FileButton>
    </Group>
  );
}
