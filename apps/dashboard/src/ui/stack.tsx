export function Stack({ text }: { text: string }) {
  return (
    <details className="mt-2">
      <summary className="text-soft text-xs">stack</summary>
      <pre className="text-soft mt-1 overflow-x-auto font-mono text-xs break-all whitespace-pre-wrap">
        {text}
      </pre>
    </details>
  );
}
