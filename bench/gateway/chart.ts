const [width, rowHeight, labelWidth] = [760, 34, 280];

/** Bars of CPU time a request, as SVG. */
export function drawChart(values: readonly (readonly [name: string, ms: number])[]): string {
  const most = Math.max(...values.map(([, ms]) => ms));
  const rows = values.map(([name, ms], index) => {
    const y = 44 + index * rowHeight;
    const length = Math.max(2, ((width - labelWidth - 90) * ms) / most);
    const color = name.startsWith('Samband') ? '#2f6f4f' : '#9aa5b1';
    return `<text x="${labelWidth - 10}" y="${y + 15}" text-anchor="end">${name}</text>
<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="20" fill="${color}"/>
<text x="${(labelWidth + length + 8).toFixed(1)}" y="${y + 15}">${ms.toFixed(2)} ms</text>`;
  });
  const height = 60 + values.length * rowHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13" fill="#1f2933">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="24" font-size="15">CPU time a request: a list of 50 customers with records in four systems, gateway and subgraphs together</text>
${rows.join('\n')}
</svg>
`;
}
