/** JSON as text, to be read and copied. */
export function JsonView({ label, value }: { label: string; value: unknown }) {
  return (
    <pre
      role="region"
      aria-label={`${label} as JSON`}
      tabIndex={0}
      className="max-h-96 overflow-auto p-4 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap -outline-offset-2"
    >
      {JSON.stringify(value, null, 2) ?? "nothing"}
    </pre>
  );
}
