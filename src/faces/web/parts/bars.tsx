/** @jsxImportSource hono/jsx */

const [width, height, foot] = [560, 140, 22];

/** A small chart of one thing over some days or longer periods, with the same as a table for whoever wants the numbers. */
export function Bars({
  title,
  unit,
  bars,
}: {
  title: string;
  unit: string;
  bars: readonly { label: string; value: number }[];
}) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const each = width / Math.max(1, bars.length);
  const top = height - foot;
  return (
    <figure class="chart">
      <figcaption class="quiet">
        {title}, {unit}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <line x1="0" x2={width} y1={top} y2={top} />
        {bars.map(({ label, value }, n) => {
          const tall = (value / most) * (top - 16);
          return (
            <>
              <rect x={n * each + 3} y={top - tall} width={each - 6} height={tall} rx="2" />
              <text x={(n + 0.5) * each} y={height - 6} text-anchor="middle">
                {label}
              </text>
              <text x={(n + 0.5) * each} y={top - tall - 4} text-anchor="middle">
                {value === 0 ? "" : value}
              </text>
            </>
          );
        })}
      </svg>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">{unit}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, value }) => (
              <tr>
                <td>{label}</td>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
