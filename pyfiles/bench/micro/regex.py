"""Usual regular expressions, one kernel each."""
from _kernels import main

TEXT = ('import re\nlog = \'127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /index.html HTTP/1.0" 200 2326\'\n'
        'prose = "The quick brown fox jumps over the lazy dog. Mr. Smith met john.smith@example.com at 12:45 on 2014-05-21; it cost $3.50! " * 8\n'
        'code = "def main(argv=None):\\n    x = 0x1f + 12.5e3  # comment\\n    return [y for y in range(10) if y % 2 == 0]\\n" * 8\n'
        'html = \'<a href="http://example.com/page?q=1&amp;r=2" class="x">text</a><br/><img src="a.png"> words \' * 8\n'
        'line = "key = some value  # trailing"\n')


def kernel(name, steps, pattern, statement):
    return 'regex.' + name, steps, TEXT + 'p = re.compile(%r)' % pattern, statement


main([
    kernel('match_literal', 50000, r'key', 'p.match(line) is None'),
    kernel('match_config', 20000, r'^\s*(\w+)\s*=\s*(.*?)\s*(?:#.*)?$', 'p.match(line).groups()'),
    kernel('match_log', 5000, r'(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) (\S+) (\S+)" (\d+) (\d+)', 'p.match(log) is None'),
    kernel('match_number', 50000, r'[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$', 'p.match("12.5e3") is None'),
    kernel('match_identifier', 50000, r'[A-Za-z_]\w*$', 'p.match("some_name") is None'),
    kernel('match_fail', 50000, r'\d+', 'p.match(line) is None'),
    kernel('match_date', 50000, r'(\d{4})-(\d\d)-(\d\d)$', 'p.match("2014-05-21").groups()'),
    kernel('match_ip', 30000, r'(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$', 'p.match("192.168.10.255") is None'),
    kernel('search_literal', 5000, r'zebra', 'p.search(prose) is None'),
    kernel('search_email', 1000, r'[\w.+-]+@[\w-]+\.[\w.]+', 'p.search(prose) is None'),
    kernel('search_word', 5000, r'\blazy\b', 'p.search(prose) is None'),
    kernel('search_alternatives', 500, r'zebra|giraffe|cost', 'p.search(prose) is None'),
    kernel('search_ignorecase', 500, r'(?i)ZEBRA', 'p.search(prose) is None'),
    kernel('search_time', 1000, r'\d+:\d+', 'p.search(prose) is None'),
    kernel('findall_words', 300, r'\w+', 'p.findall(prose)'),
    kernel('findall_capitalised', 300, r'[A-Z][a-z]+', 'p.findall(prose)'),
    kernel('findall_numbers', 300, r'\d+', 'p.findall(prose)'),
    kernel('findall_links', 300, r'<a\s+href="([^"]*)"', 'p.findall(html)'),
    kernel('findall_tags', 300, r'<[^>]+>', 'p.findall(html)'),
    kernel('findall_pairs', 300, r'(\w+)="([^"]*)"', 'p.findall(html)'),
    kernel('findall_unicode', 300, r'(?u)\w+', 'p.findall(unicode(prose))'),
    kernel('finditer_tokens', 100, r'\s*(?:(\d+\.\d+|\d+)|([A-Za-z_]\w*)|(.))', '[m.lastindex for m in p.finditer(code)]'),
    kernel('findall_lazy', 300, r'\(.*?\)', 'p.findall(code)'),
    kernel('findall_lines', 300, r'(?m)^\s*(\w+)', 'p.findall(code)'),
    kernel('sub_spaces', 300, r'\s+', 'p.sub(" ", prose)'),
    kernel('sub_char', 300, r'[aeiou]', 'p.sub("*", prose)'),
    kernel('sub_template', 200, r'(\w+)@(\w+)', r'p.sub(r"\2 at \1", prose)'),
    kernel('sub_function', 200, r'\d+', 'p.sub(lambda m: str(int(m.group()) + 1), prose)'),
    kernel('sub_entities', 300, r'&(\w+);', 'p.sub("", html)'),
    kernel('split_spaces', 300, r'\s+', 'p.split(prose)'),
    kernel('split_punctuation', 300, r'[,;.!]\s*', 'p.split(prose)'),
    kernel('module_match', 30000, r'x', 're.match(r"\\w+", line) is None'),
    kernel('backreference', 1000, r'(\w)\1', 'p.search(prose) is None'),
    kernel('lookahead', 300, r'\w+(?=\.)', 'p.findall(prose)'),
    kernel('nested_groups', 300, r'((\w+) (\w+))', 'p.findall(prose)'),
    kernel('group_access', 50000, r'(\w+) = (\w+)', 'p.match(line).group(1, 2)'),
])
