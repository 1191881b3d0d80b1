SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null, // it would be asked of a machine elsewhere
});
