window.addEventListener("DOMContentLoaded", () => {
  Redoc.init("/openapi.json", { sanitize: true, hideLoading: true }, document.getElementById("reference"));
});
