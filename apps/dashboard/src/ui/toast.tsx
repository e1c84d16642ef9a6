import { Toast } from "radix-ui";
import { createContext, useCallback, useContext, useState, type ReactNode } from "react";

type Kind = "good" | "bad";
interface Note {
  readonly key: number;
  readonly kind: Kind;
  readonly text: string;
}

const Context = createContext<(kind: Kind, text: string) => void>(() => {});

/** Tells in a corner, and to screen readers, what became of an action. */
export const useToast = () => useContext(Context);

let lastKey = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const tell = useCallback((kind: Kind, text: string) => {
    lastKey += 1;
    const note = { key: lastKey, kind, text };
    setNotes((before) => [...before.slice(-3), note]);
  }, []);
  const remove = (key: number) => setNotes((before) => before.filter((note) => note.key !== key));
  return (
    <Context value={tell}>
      <Toast.Provider label="Message" duration={6_000}>
        {children}
        {notes.map(({ key, kind, text }) => (
          <Toast.Root
            key={key}
            type={kind === "bad" ? "foreground" : "background"}
            onOpenChange={(open) => !open && remove(key)}
            className={`card flex items-start gap-3 p-3 shadow-lg ${kind === "bad" ? "tint-bad" : ""}`}
          >
            <Toast.Description className="grow wrap-anywhere">{text}</Toast.Description>
            <Toast.Close aria-label="Close this message" className="text-soft px-1 leading-5">
              ✕
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none" />
      </Toast.Provider>
    </Context>
  );
}
