import { Button, Card, Ltr, Stack } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

/** Both ends show the same numbers unless somebody stands in between; people compare them by voice. */
export function CompareNumbers({
  numbers,
  onSame,
}: {
  readonly numbers: readonly string[];
  readonly onSame: () => void;
}) {
  const t = useWords('welcome');
  return (
    <Stack gap={4}>
      <h1>{t('connect.done')}</h1>
      <p>{t('connect.compare')}</p>
      <Card>
        <p className="welcome-numbers">
          <Ltr>{numbers.join('  ')}</Ltr>
        </p>
      </Card>
      <p className="welcome-quiet">{t('connect.notSame')}</p>
      <div>
        <Button kind="primary" onPress={onSame}>
          {t('connect.same')}
        </Button>
      </div>
    </Stack>
  );
}
