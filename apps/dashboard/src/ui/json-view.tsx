/** JSON as text, to be read and copied. */
export function JsonView({ label, value }: { label: string; value: unknown }) {
  return (
    <pre
      role="region"
      aria-label={label}
      tabIndex={0}
      className="max-h-96 overflow-auto p-4 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap -outline-offset-2"
    >
      {JSON.stringify(value, null, 2) ?? "nothing"}
    </pre>
  );
}
