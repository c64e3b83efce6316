// The page of the programming interface: Swagger UI over the description that the server gives.

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const place = document.getElementById("api");
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUI({
  domNode: place,
  url: place.dataset.openapi,
  docExpansion: "list",
  deepLinking: false, // its links would stand inside buttons
  onComplete: () => place.querySelector("#servers")?.setAttribute("aria-label", "Server"),
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
