"""Charts as SVG files, without any package: plot.line, plot.scatter and plot.bar."""

import math
from html import escape

_WIDTH, _HEIGHT = 720, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 24, 48, 56
_COLORS = ('#2563eb', '#dc2626', '#059669', '#d97706', '#7c3aed', '#0891b2', '#be185d', '#4d7c0f')


def line(x, y, title='', x_label='', y_label='', file='plot.svg'):
    """y: numbers, or a dict of name to numbers for several lines."""
    return _save(_points(x, y, title, x_label, y_label, _polyline), file)


def scatter(x, y, title='', x_label='', y_label='', file='plot.svg'):
    """y: numbers, or a dict of name to numbers for several groups."""
    return _save(_points(x, y, title, x_label, y_label, _dots), file)


def bar(labels, values, title='', x_label='', y_label='', file='plot.svg'):
    """values: numbers, or a dict of name to numbers for grouped bars."""
    labels, series = [str(label) for label in labels], _series(values)
    _check(labels, series)
    low, high, ticks = _axis([0, *(value for group in series.values() for value in group)])
    step = (_WIDTH - _LEFT - _RIGHT) / len(labels)
    width = step * 0.8 / len(series)
    parts = _frame(title, x_label, y_label, low, high, ticks)
    every = math.ceil(len(labels) / 24)
    for index, label in enumerate(labels):
        if index % every == 0:
            parts.append(_text(_LEFT + step * (index + 0.5), _HEIGHT - _BOTTOM + 18, label))
    for number, group in enumerate(series.values()):
        for index, value in enumerate(group):
            ends = sorted((_to_y(value, low, high), _to_y(0, low, high)))
            x = _LEFT + step * (index + 0.1) + width * number
            parts.append(f'<rect x="{x:.1f}" y="{ends[0]:.1f}" width="{width:.1f}" height="{ends[1] - ends[0]:.1f}" fill="{_color(number)}"/>')
    return _save(parts + _legend(series), file)


def _series(y):
    if isinstance(y, dict):
        return {str(name): [float(value) for value in values] for name, values in y.items()}
    return {'': [float(value) for value in y]}


def _check(x, series):
    if not x or not series:
        raise ValueError('there is nothing to draw')
    for name, values in series.items():
        if len(values) != len(x):
            raise ValueError(f'{len(x)} places but {len(values)} values{f" of {name}" if name else ""}')
        if not all(math.isfinite(value) for value in values):
            raise ValueError('every value must be a finite number')


def _axis(values):
    """A round range around the values and the numbers to write beside it."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - (abs(low) or 1), high + (abs(high) or 1)
    raw = (high - low) / 5
    size = 10 ** math.floor(math.log10(raw))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= raw * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return first * step, last * step, [round(index * step, 12) for index in range(first, last + 1)]


def _points(x, y, title, x_label, y_label, draw):
    x, series = [float(value) for value in x], _series(y)
    _check(x, {**series, 'x': x})
    left, right, x_ticks = _axis(x)
    low, high, y_ticks = _axis([value for values in series.values() for value in values])
    parts = _frame(title, x_label, y_label, low, high, y_ticks)
    for tick in x_ticks:
        parts.append(_text(_to_x(tick, left, right), _HEIGHT - _BOTTOM + 18, f'{tick:g}'))
    for number, values in enumerate(series.values()):
        parts += draw([(_to_x(a, left, right), _to_y(b, low, high)) for a, b in zip(x, values)], _color(number))
    return parts + _legend(series)


def _polyline(points, color):
    path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
    return [f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>']


def _dots(points, color):
    return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}" fill-opacity="0.75"/>' for x, y in points]


def _to_x(value, left, right):
    return _LEFT + (value - left) / (right - left) * (_WIDTH - _LEFT - _RIGHT)


def _to_y(value, low, high):
    return _HEIGHT - _BOTTOM - (value - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)


def _color(number):
    return _COLORS[number % len(_COLORS)]


def _text(x, y, text, anchor='middle', more=''):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(str(text))}</text>'


def _frame(title, x_label, y_label, low, high, ticks):
    parts = [_text(_WIDTH / 2, 26, title, more='font-size="16" font-weight="600"')]
    for tick in ticks:
        y = _to_y(tick, low, high)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e7eb"/>')
        parts.append(_text(_LEFT - 8, y + 4, f'{tick:g}', 'end'))
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 12, x_label))
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(_text(18, middle, y_label, more=f'transform="rotate(-90 18 {middle})"'))
    return parts


def _legend(series):
    parts = []
    for number, name in enumerate(name for name in series if name):
        y = _TOP + 4 + 18 * number
        parts.append(f'<rect x="{_WIDTH - _RIGHT - 12}" y="{y}" width="12" height="12" fill="{_color(number)}"/>')
        parts.append(_text(_WIDTH - _RIGHT - 18, y + 10, name, 'end'))
    return parts


def _save(parts, file):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12" fill="#374151">'
    with open(file, 'w', encoding='utf-8') as svg:
        svg.write('\n'.join([head, '<rect width="100%" height="100%" fill="#ffffff"/>', *parts, '</svg>\n']))
    return file
