"""Which C++ class a value is of: by its type, through bases and pointers, and by its vtable."""

import functools
import re

import gdb

from . import layout
from .memory import Unreadable, text_at

_OBJECT = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION)


def plain(type_):
    """Without references, typedefs, const and volatile."""
    if type_.code in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF):
        type_ = type_.target()
    return type_.unqualified().strip_typedefs()


def dereferenced(value):
    is_reference = value.type.code in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF)
    return value.referenced_value() if is_reference else value


def has_base(type_, matches):
    """Whether the class or one of its bases has a name for which matches(name) holds."""
    type_ = plain(type_)
    if type_.code not in _OBJECT:
        return False
    if type_.name is not None and matches(type_.name):
        return True
    return any(field.is_base_class and has_base(field.type, matches) for field in type_.fields())


def as_base(value, name):
    """The value as its base class `name`, through pointers and references; None if it has none."""
    while plain(value.type).code == gdb.TYPE_CODE_PTR:
        if plain(plain(value.type).target()).code not in _OBJECT + (gdb.TYPE_CODE_PTR,):
            return None
        if int(value) == 0:
            raise Unreadable("the pointer is null")
        value = value.dereference()
    value = dereferenced(value)
    if not has_base(value.type, lambda found: found == name):
        return None
    if plain(value.type).name == name:
        return value
    return value.cast(gdb.lookup_type(name))


def address_of(value, name):
    """Where an object of class `name` lies: the value itself, or what it points or refers to. None
    for other types. Unreadable for a null pointer. Follows no pointer."""
    target = plain(value.type)
    is_pointer = target.code == gdb.TYPE_CODE_PTR
    if is_pointer:
        target = plain(target.target())
    if not has_base(target, lambda found: found == name):
        return None
    address = int(value) if is_pointer else int(value.address)
    if address == 0:
        raise Unreadable("the pointer is null")
    return address


def class_of(address):
    """The name of the class that made an object with virtual functions, from the symbol of its
    vtable, which every program has unless it is stripped."""
    table = int(gdb.Value(address).cast(gdb.lookup_type("unsigned long").pointer()).dereference())
    symbol = gdb.execute(f"info symbol {table:#x}", to_string=True)
    match = re.match(r"vtable for (.*?)(?: \+ \d+)?(?: in section .*)?$", symbol.strip())
    if match is None:
        raise Unreadable(f"no vtable at {table:#x}")
    return match.group(1)


def as_class(address, name):
    """The object as the class `name` of its vtable; None where no debug information has that
    class."""
    try:
        return gdb.Value(address).cast(gdb.lookup_type(name).pointer()).dereference()
    except gdb.error:
        return None


def first_template_argument(name):
    """"A<B<C>, D>" gives "B<C>"."""
    begin = name.index("<") + 1
    depth = 0
    for index in range(begin, len(name)):
        letter = name[index]
        if letter == "," and depth == 0 or letter == ">" and depth == 0:
            return name[begin:index].strip()
        depth += (letter in "<(") - (letter in ">)")
    return name[begin:].strip()


@functools.lru_cache(maxsize=None)
def static_text(class_name, member):
    """The value of a static constexpr std::string_view, or None where the compiler kept none."""
    try:
        return text_at(*layout.string_view(gdb.parse_and_eval(f"'{class_name}::{member}'")))
    except (gdb.error, Unreadable):
        return None


# What one program does not have, the next one, or a library that it loads, may.
gdb.events.new_objfile.connect(lambda _: static_text.cache_clear())


def snake_case(class_name):
    word = re.sub(r"<.*", "", class_name).rsplit("::", 1)[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()
