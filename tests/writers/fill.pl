# Writes a form's cells with Excel::Writer::XLSX: perl fill.pl OUT CELLS, where a line of CELLS is address, type, text.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Excel::Writer::XLSX;

my ($out, $cells) = @ARGV;
my $book = Excel::Writer::XLSX->new($out);
my $sheet = $book->add_worksheet('Return');
my $day = $book->add_format(num_format => 'dd/mm/yyyy');
open my $lines, '<', $cells or die $!;
while (my $line = <$lines>) {
    chomp $line;
    my ($at, $kind, $text) = split /\t/, $line, 3;
    $text =~ s/\\n/\n/g;
    if ($kind eq 'number') { $sheet->write_number($at, $text) }
    elsif ($kind eq 'date') { $sheet->write_date_time($at, "${text}T", $day) }
    else { $sheet->write_string($at, $text) }
}
$book->close();
