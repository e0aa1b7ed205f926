"""Whom and what the rows of a file mean: matched, never doubled (F21).

Both indexes hold what the database knows and, while a batch is being read, what
it is about to make: a customer who stands in two rows is made once. A
*reference* is whatever the caller wants back.
"""

from collections import defaultdict

from .import_values import ImportValueError, is_same_name, looks_like_company, name_key


class CustomerIndex:
    """Customers by telephone and name.

    >>> index = CustomerIndex()
    >>> index.add("wang", "王伟", "+8613800000001")
    >>> index.add("li", "李娜", "+8613800000001")
    >>> index.add("firm", "上海物流有限公司", "+862161234567")
    >>> index.find("王先生", "+8613800000001"), index.find("赵六", "+8613800000001")
    ('wang', None)

    A firm is known by its name, whatever number its drivers leave; a person
    without a number too, as long as there is one only:

    >>> index.find("上海物流有限公司", "+8613900000009"), index.find("李娜", "")
    ('firm', 'li')

    Where the number alone is to tell a customer, the name decides among several:

    >>> CustomerIndex.by_phone_alone = True
    >>> index.find("赵六", "+8613800000001"), index.find("李娜", "+8613800000001")
    ('wang', 'li')
    >>> CustomerIndex.by_phone_alone = False
    """

    by_phone_alone = False

    def __init__(self, by_phone_alone=None):
        if by_phone_alone is not None:
            self.by_phone_alone = by_phone_alone
        self._by_phone = defaultdict(list)
        self._by_name = defaultdict(list)

    def add(self, reference, name, phone_key):
        """Make a customer known; the earlier one wins where two are alike."""
        if phone_key:
            self._by_phone[phone_key].append((reference, name))
        self._by_name[name_key(name)].append((reference, phone_key))

    def find(self, name, phone_key):
        """Return the reference of the customer, None when there is none.

        :raises ImportValueError: when several are meant
        """
        if phone_key:
            return self._find_with_phone(name, phone_key)
        namesakes = self._by_name.get(name_key(name), []) if name else []
        if len(namesakes) > 1:
            raise ImportValueError("customer_ambiguous", name)
        return namesakes[0][0] if namesakes else None

    def _find_with_phone(self, name, phone_key):
        known = self._by_phone.get(phone_key, [])
        key = name_key(name)
        for is_match in (lambda n: name_key(n) == key, lambda n: is_same_name(n, name)):
            for reference, known_name in known:
                if key and is_match(known_name):
                    return reference
        if known and (self.by_phone_alone or (not key and len(known) == 1)):
            return known[0][0]
        if known and not key:
            raise ImportValueError("customer_ambiguous", phone_key)
        namesakes = self._by_name.get(key, []) if key else []
        if len(namesakes) == 1 and looks_like_company(name):
            return namesakes[0][0]
        return None


class VehicleIndex:
    """Cars by chassis number, else by plate.

    >>> index = VehicleIndex()
    >>> index.add("old", "LSVAM4187C2184841", "沪A12345")
    >>> index.add("plain", "", "沪B00001")
    >>> index.find("LSVAM4187C2184841", "沪C99999"), index.find("", "沪A12345")
    ('old', 'old')

    A plate moves to the next car of its owner; a car without a chassis number is
    the one with that plate:

    >>> index.find("LSVAM4187C2184842", "沪A12345") is None
    True
    >>> index.find("LSVAM4187C2184843", "沪B00001")
    'plain'
    """

    def __init__(self):
        self._by_vin = {}
        self._by_plate = defaultdict(list)

    def add(self, reference, vin, plate):
        """Make a car known; of two with one plate the one added first wins."""
        if vin:
            self._by_vin.setdefault(vin, reference)
        if plate:
            self._by_plate[plate].append((reference, vin))

    def find(self, vin, plate):
        """Return the reference of the car, None when there is none."""
        if vin and vin in self._by_vin:
            return self._by_vin[vin]
        for reference, known_vin in self._by_plate.get(plate, []) if plate else []:
            if not vin or not known_vin:
                return reference
        return None
