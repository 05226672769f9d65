import { Button, Group } from '@mantine/core';
import { ActionFault } from './ActionFault.tsx';

/** The two ways to decide about what another person asked for, and why the last try was refused. */
export function DecisionButtons({
  yes,
  no,
  isPending,
  error,
  onDecide,
}: {
  yes: string;
  no: string;
  isPending: boolean;
  error: unknown;
  onDecide: (isApproved: boolean) => void;
}) {
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Button size="compact-xs" loading={isPending} onClick={() => onDecide(true)}>
          {yes}
        </Button>
        <Button size="compact-xs" variant="default" disabled={isPending} onClick={() => onDecide(false)}>
          {no}
        </Button>
      </Group>
      <ActionFault error={error} />
    </>
  );
}
