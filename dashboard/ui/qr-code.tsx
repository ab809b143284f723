import { useEffect, useState } from 'preact/hooks';

type Squares = { size: number; path: string };

/** The text as a QR code, dark on light in every theme, as cameras want it. What draws it is fetched when it is needed. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [squares, setSquares] = useState<Squares | null>(null);
  useEffect(() => {
    import('uqr').then(
      ({ encode }) => setSquares(toSquares(encode(text, { border: 2 }).data)),
      () => undefined,
    );
  }, [text]);
  return (
    <div class="qr-code">
      {squares !== null && (
        <svg viewBox={`0 0 ${squares.size} ${squares.size}`} role="img" aria-label={label} data-test="qr-code">
          <path d={squares.path} />
        </svg>
      )}
    </div>
  );
}

function toSquares(rows: readonly (readonly boolean[])[]): Squares {
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size: rows.length, path };
}
