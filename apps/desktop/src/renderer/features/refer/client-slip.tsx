import './client-slip.css';
import { directionOf } from '@nrm/domain/language';
import QRCode from 'qrcode';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useQueryOf } from '../../app/bridge-client.ts';
import { today } from '../../app/today.ts';
import { Ltr } from '../../design/index.ts';
import { formatCodeOfSlip, formatDay, formatTelephone, nameIn } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/words.ts';
import { spokenLanguage } from './read-aloud.tsx';

/**
 * The slip in the person's hand, A5, in their language: no name, nothing of what it is about, because a pocket can be
 * searched. Whoever is to serve them calls the office and reads the ten digits. Below it a stub for the provider.
 */
export function ClientSlip({
  code,
  language: clientLanguage,
  onPrinted,
}: {
  readonly code: string;
  readonly language: string | null;
  readonly onPrinted: () => void;
}) {
  const screen = useLanguage();
  const language = spokenLanguage(clientLanguage, screen);
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(language, 'refer');
  const { data: session } = useQueryOf('session.state', {});
  const isReady = session !== undefined;
  useEffect(() => {
    if (!isReady) return undefined;
    const done = () => onPrinted();
    window.addEventListener('afterprint', done);
    window.print();
    return () => window.removeEventListener('afterprint', done);
    // Printed once, when it stands on the page.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isReady]);
  if (!session) return null;

  const digits = <Ltr>{formatCodeOfSlip(code)}</Ltr>;
  return createPortal(
    <article className="slip" lang={language} dir={directionOf(language)}>
      <header>
        {(session.authority?.letterhead ?? []).map((line) => (
          <p key={line}>{line}</p>
        ))}
        {session.office && <p>{nameIn(session.office.names, language)}</p>}
      </header>
      <div className="slip-middle">
        <div>
          <p>{t('slip.please-serve')}</p>
          <p className="slip-digits">{digits}</p>
          {session.office && session.office.phone !== '' && (
            <>
              <p>{t('slip.call-us')}</p>
              <p className="slip-phone">
                <Ltr>{formatTelephone(session.office.phone)}</Ltr>
              </p>
            </>
          )}
        </div>
        <QrCode text={code} />
      </div>
      <p>{t('slip.date', { day: formatDay(today(), language) })}</p>
      <p className="slip-line">{t('slip.where-when')}</p>
      <p className="slip-small">
        {t('slip.free')}
        {session.authority?.hotline && (
          <>
            {' '}
            {t('slip.hotline')} <Ltr>{formatTelephone(session.authority.hotline)}</Ltr>
          </>
        )}
      </p>
      <section className="slip-stub">
        <p>
          {t('slip.stub')} {digits}
        </p>
        <ul>
          {(['came', 'accepted', 'served', 'declined'] as const).map((answer) => (
            <li key={answer}>
              <span className="slip-box" aria-hidden />
              {t(`slip.stub.${answer}`)}
            </li>
          ))}
        </ul>
        <p className="slip-line">{t('slip.signature')}</p>
      </section>
    </article>,
    document.body,
  );
}

/** The ten digits and nothing else, as a square that a camera reads. */
function QrCode({ text }: { readonly text: string }) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const squares: string[] = [];
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) squares.push(`M${column} ${row}h1v1h-1z`);
  return (
    <svg
      className="slip-qr"
      viewBox={`-2 -2 ${modules.size + 4} ${modules.size + 4}`}
      aria-hidden
      shapeRendering="crispEdges"
    >
      <path d={squares.join('')} />
    </svg>
  );
}
