"""What the platform costs on AWS, computed from listed unit prices and from what each thing takes."""
