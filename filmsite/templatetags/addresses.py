"""`{% url %}` with each address made once."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as plain_url
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from text.addresses import address_of

register = template.Library()


class Address(URLNode):
    """Named arguments, what cannot be kept and what is no address go the plain way."""

    def render(self, context: Context) -> str:
        arguments = [argument.resolve(context) for argument in self.args]
        if self.kwargs or not all(isinstance(argument, int | str) for argument in arguments):
            return super().render(context)
        try:
            address = address_of(self.view_name.resolve(context), *arguments)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> Any:
    """As Django's. Where a page names hundreds of addresses, most are those of the page before."""
    node = plain_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
