import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/call.ts";
import { isUnknownToken } from "./api/refusal.ts";
import { onToken } from "./api/token.ts";
import { App } from "./app.tsx";
import { LiveProvider } from "./live/live.tsx";
import "./style.css";
import { applyTheme } from "./ui/theme.ts";
import { ToastProvider } from "./ui/toast.tsx";

applyTheme();
const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A token that is no longer known: who asks is asked again, and then for another one.
    onError: (error, { queryKey: [topic] }) => {
      if (isUnknownToken(error) && topic !== "whoami")
        void client.invalidateQueries({ queryKey: ["whoami"] });
    },
  }),
  defaultOptions: {
    queries: {
      // What the hub refused it refuses again; a hub that is away comes back.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400),
      networkMode: "always",
      staleTime: 1_000,
    },
    mutations: { networkMode: "always" },
  },
});
onToken(() => void client.resetQueries());

const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no place for the dashboard");
createRoot(root).render(
  <QueryClientProvider client={client}>
    <ToastProvider>
      <LiveProvider>
        <App />
      </LiveProvider>
    </ToastProvider>
  </QueryClientProvider>,
);
