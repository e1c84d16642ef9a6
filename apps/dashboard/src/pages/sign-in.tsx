import { useState, type FormEvent } from "react";
import { setToken } from "../api/token.ts";
import { Button } from "../ui/button.tsx";
import { Field, Page } from "../ui/page.tsx";

/** The hub asks for a token. */
export function SignIn({ wrong }: { wrong: boolean }) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") setToken(text.trim());
  };
  return (
    <Page title="Sign in">
      <form onSubmit={submit} className="card flex max-w-md flex-col gap-4 p-5">
        <p className="text-soft leading-relaxed">
          This hub asks for a token, one of those in its <code>PIGEON_AUTH_TOKENS</code>. A client’s token can
          look, an admin’s can act. It is kept until you close this tab.
        </p>
        {wrong && (
          <p role="alert" className="tint-bad rounded-md p-2">
            The hub does not know this token.
          </p>
        )}
        <Field label="Token">
          <input
            className="input"
            type="password"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
        <Button type="submit" look="main">
          Sign in
        </Button>
      </form>
    </Page>
  );
}
