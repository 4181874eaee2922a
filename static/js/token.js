// A sign-in in another window changes the token an open page holds: what is sent takes the one of now.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1], { parameters } = event.detail;
  if (token && "csrfmiddlewaretoken" in parameters) parameters.csrfmiddlewaretoken = token;
});
